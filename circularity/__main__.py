"""``python -m circularity``: the same as the command."""

from circularity.cli.main import run

if __name__ == "__main__":
    run()
