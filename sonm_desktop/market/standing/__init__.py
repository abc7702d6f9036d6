"""Who people are, and what others say of them: levels that validators attest, and ratings."""
