# Everything runs in .venv, which is made on first use. `make help` lists the targets.
PY := .venv/bin/python
LAB ?= dmvpn-ipsec
NODE ?= R1
MAKEFLAGS += --no-print-directory

SEEDS ?= 50
SPREAD := -n auto --maxprocesses 4 --dist worksteal

.PHONY: help lab test long lint docs fuzz hammer chaos soak rekeys net bench interop clients env dev clean

help:
	@echo "make lab      the lab $(LAB) comes up; the console of $(NODE) (without a terminal: what it shows)"
	@echo "make test     lint, types, layers and all tests"
	@echo "make long     what is too dear for make test: every lab where that takes a few"
	@echo "make lint     ruff, mypy and the lint of the grammars"
	@echo "make docs     write docs/commands.md, docs/fidelity.md and docs/ipsec-faults.md again"
	@echo "make fuzz     feed every decoder and the command line with anything (FUZZ_SECONDS=60 each)"
	@echo "make chaos    random faults in every lab, repair, and is it as a fresh one? (SEEDS=50 LAB=… CHAOS=--minimise)"
	@echo "make soak     every message lost, doubled, late; half an hour of loss; flaps (LAB=… SOAK='loss flaps --every 5')"
	@echo "make rekeys   fifty tunnels renew their keys for a month on links that lose frames (REKEYS='--days 2 --tunnels 5')"
	@echo "make hammer   10^7 mutated frames into the decoders, 10^6 into running labs, 10^6 lines (HAMMER='--count 1000')"
	@echo "make net      what every lab does, hash for hash as it did (NET=--write: it may be otherwise now)"
	@echo "make bench    our figures against their floors (BENCH='1s --spokes 200'); AGAINST=commit: against another tree of ours"
	@echo "make interop  against real peers (root, network; installs what it needs)"
	@echo "make clients  netmiko, scrapli, … unmodified, against a served lab (CLIENTS='plain netmiko'; each makes its environment)"

env:
	@sh tools/environment

dev:
	@sh tools/environment dev

lab: env
	@if [ -t 0 ]; then exec .venv/bin/iosemu run $(LAB) --node $(NODE); \
	else exec .venv/bin/iosemu exec $(LAB) $(NODE) "show dmvpn detail" "show crypto isakmp sa" \
	    "show crypto ipsec sa peer 6.6.6.6"; fi

lint: dev
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -m pytest -q tests/grammar/test_grammars.py tests/test_layers.py

test: dev
	@status=0; $(PY) -m ruff check . || status=1; $(PY) -m mypy || status=1; \
	$(PY) -m pytest $(SPREAD) || status=1; exit $$status

long: dev
	@$(PY) -m pytest $(SPREAD) -m slow

docs: env
	@$(PY) -m iosemu.lab.docs docs
	@$(PY) -m tests.matrix --write

fuzz: dev
	@$(PY) -m pytest -q tests/fuzz -m "" --fuzz-seconds $${FUZZ_SECONDS:-60}

chaos: dev
	@$(PY) -m tests.chaos --seeds $(SEEDS) $(if $(filter command line environment,$(origin LAB)),--lab $(LAB)) $(CHAOS)

soak: dev
	@$(PY) -m tests.chaos.soak $(if $(filter command line environment,$(origin LAB)),--lab $(LAB)) $(SOAK)

rekeys: dev
	@$(PY) -m tests.chaos.rekeys $(REKEYS)

hammer: dev
	@status=0; for what in decoders labs lines; do $(PY) -m tests.fuzz.hammer $$what $(HAMMER) || status=1; done; exit $$status

net: dev
	@$(PY) -m tests.net $(NET)

bench: dev
	@$(PY) -m tests.bench $(BENCH) $(if $(AGAINST),--against $(AGAINST))

interop: dev
	@sh tests/interop/run

clients: dev
	@$(PY) -m tests.clients $(CLIENTS)

clean:
	rm -rf .venv* build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
