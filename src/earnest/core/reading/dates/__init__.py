"""The date grammar, in parts: words to tokens, tokens to meanings, meanings to moments."""
