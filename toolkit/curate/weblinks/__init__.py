"""Whether the pages that tools lead to are still there: visited by a job, read at the desk."""
