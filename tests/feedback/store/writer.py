"""A process that writes until it is killed, and says each number once its work is committed."""

import asyncio
import sys

from feedback.events import RatingGiven
from tests.feedback.store.desks import message, opened, ticket


async def write(url: str, first: int) -> None:
    async with opened(url) as store:
        for number in range(first, first + 10**6):
            async with store.desk.begin() as work:
                await work.tickets.add(ticket(number))
                await work.tickets.count(id=f"desk:{number}")
                await work.post(message(str(number)))
                work.tell(RatingGiven(str(number)))
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], int(sys.argv[2])))
