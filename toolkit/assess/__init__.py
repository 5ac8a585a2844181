"""The self-assessment, from its start page to the result that a person keeps."""
