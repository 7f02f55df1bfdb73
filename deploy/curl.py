"""Lines for curl's configuration on standard input, where no other user of the machine can read them."""


def line(option: str, value: str) -> str:
    """Return one option of `curl --config`, its value quoted."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'{option} = "{escaped}"'


def form(fields: dict[str, str]) -> str:
    """Return the options that post a form."""
    return "\n".join(line("data-urlencode", f"{name}={value}") for name, value in fields.items())
