"""The layer that nothing passes: what no handler of exceptions took becomes an answer here."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.error_handlers import answer_to


class UnhandledErrors:
    """Stands inside of what adds headers, so that a 500 has them too; the framework's own such layer stands outside."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        has_begun = False

        async def noted(message: Message) -> None:
            nonlocal has_begun
            has_begun = True
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception as error:
            answer = answer_to(error)
            if has_begun:
                raise  # the status is sent: all that is left is to break the connection
            await answer(scope, receive, send)
