"""What is asked, and what answers are worth: pure values and functions, without a framework."""
