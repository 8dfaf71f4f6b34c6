"""Lists the benchmarks: the name to run each by, and what it measures."""

import ast
from pathlib import Path

_HERE = Path(__file__).parent


def main() -> None:
    """One line for each module that can be run; the others are parts that those share."""
    for path in sorted(_HERE.glob("*/[!_]*.py")):
        text = path.read_text(encoding="utf-8")
        if "__main__" in text:
            purpose = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
            print(f"{path.parent.name + '.' + path.stem:<24}{purpose}")


if __name__ == "__main__":
    main()
