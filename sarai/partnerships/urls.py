from typing import Any

app_name = "partnerships"
urlpatterns: list[Any] = []
