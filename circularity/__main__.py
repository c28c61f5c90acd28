"""``python -m circularity``: the same as the ``circularity`` command."""

from circularity.cli.main import run

if __name__ == "__main__":
    run()
