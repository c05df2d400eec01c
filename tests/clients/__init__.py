"""Programs that people use to configure routers, against a served lab. `make clients`."""
