"""Somebody at the command line of an installation."""

from dataclasses import dataclass

from click.testing import CliRunner, Result

from toolkit.cli import cli


@dataclass(frozen=True)
class Administrator:
    """Runs commands with the settings of one installation."""

    environ: dict[str, str]

    def runs(self, *arguments: object, status: int = 0) -> Result:
        """Run a command that ends with this status."""
        result = CliRunner().invoke(cli, [str(part) for part in arguments], env=self.environ)
        assert result.exit_code == status, result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result
