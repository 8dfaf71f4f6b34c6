"""Lists the benchmarks: the name to run each by, and what it measures."""

import ast
from pathlib import Path

_HERE = Path(__file__).parent


def main() -> None:
    """One line for each module of a benchmark folder; those with a leading _ are shared parts."""
    for path in sorted(_HERE.glob("*/[!_]*.py")):
        purpose = (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]
        print(f"{path.parent.name}.{path.stem:<24} {purpose}")


if __name__ == "__main__":
    main()
