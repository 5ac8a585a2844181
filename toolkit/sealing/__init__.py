"""What only a person, or two key halves together, can open: answers, ballots, codes and links."""
