"""The ids of Teams, there and back again."""

from bot.channels.teams import places

TENANT, SAM = "72f988bf-86f1-41af-91ab-2d7cd011db47", "0c1e27d2-9e1c-4c7d-8f5b-3b1f6a2f5d11"
PERSONAL = "a:1pTaZ_w-0:9/x"


def test_an_address_names_the_tenant_the_person_and_the_conversation() -> None:
    sam = places.address(TENANT, SAM, PERSONAL)
    assert sam.channel == "teams"
    assert places.user_of(sam) == (TENANT, SAM)
    assert places.place_of(sam) == (TENANT, PERSONAL)


def test_a_receipt_names_a_message_however_conversations_are_called() -> None:
    for conversation in (PERSONAL, "19:abc@thread.tacv2;messageid=1700000000000"):
        receipt = places.receipt(conversation, "1:1700000000123")
        assert places.split_receipt(receipt) == (conversation, "1:1700000000123")
