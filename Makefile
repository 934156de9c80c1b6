.DEFAULT_GOAL := help
.PHONY: help setup rehearse test check bench clean

# pnpm and Node 24 are brought by npx and a dev dependency: an old Node and no pnpm are enough.
PNPM := $(shell command -v pnpm >/dev/null 2>&1 && echo pnpm || echo npx --yes pnpm@12)
SCENARIO ?= scenarios/quickstart.yaml

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

node_modules/.ready: package.json pnpm-lock.yaml pnpm-workspace.yaml
	$(PNPM) install --frozen-lockfile
	@touch $@

setup: node_modules/.ready ## install what the harness needs

rehearse: setup ## rehearse SCENARIO (by default the quickstart: a minute, and nothing but Node)
	@$(PNPM) --silent rehearse doctor $(SCENARIO)
	@$(PNPM) --silent rehearse $(SCENARIO)
	@if [ $(SCENARIO) = scenarios/quickstart.yaml ]; then printf '\nnext, one that goes wrong and is explained:\n  make rehearse SCENARIO=scenarios/quickstart-fragile.yaml\n'; fi

test: setup ## unit, browser and (where Docker is) kind end-to-end tests
	$(PNPM) test

check: setup ## types, lint, unused code
	$(PNPM) check

bench: setup ## measure hot paths
	$(PNPM) bench

clean: setup ## remove what killed runs left behind; run directories stay
	$(PNPM) rehearse clean
