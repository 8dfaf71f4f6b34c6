"""`python -m earnest` is the earnest command."""

from earnest.cli.main import main

if __name__ == "__main__":
    main()
