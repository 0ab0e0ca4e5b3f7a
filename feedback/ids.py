"""Names for records: unique without asking anybody, and in the order in which they were given."""

import secrets
import time


def sortable_id() -> str:
    """32 hexadecimal digits: 48 bits of milliseconds since 1970, then 80 bits of chance."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(10)}"
