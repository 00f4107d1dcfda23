"""Your role: one's own clients and supporters, and nothing about anybody else."""

from tests.api.service import Service


def test_the_page_is_about_whoever_is_signed_in(service: Service) -> None:
    page = service.browser("ana@firm.example", "own").get("/ask/your-role").get_data(as_text=True)

    assert "client relies on you" in page
    for title in ("Only you join", "You lean on", "Who relies on you"):
        assert f"<h2>{title}</h2>" in page
    assert "/do/declare-tie" in page


def test_nobody_asks_about_somebody_else(service: Service) -> None:
    browser = service.browser("ana@firm.example", "own")

    assert browser.get(f"/ask/your-role?person={service.key['eli']}").status_code == 404


def test_who_is_nobody_here_is_told_whom_to_ask(service: Service) -> None:
    page = service.browser("x@elsewhere.example", "own").get("/ask/your-role").get_data(as_text=True)

    assert "no employee has this address. Ask your administrator" in page
    assert "/do/declare-tie" not in page
