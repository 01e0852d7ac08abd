# "make test" is all that a change must pass. It sets up what it needs: Go fetches modules and tools by itself.

GO ?= go
PLATFORMS = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: build test tools fmt vet lint unit cross soak dist bench clean

build:
	$(GO) build -o dist/dateline ./cmd/dateline

test: tools fmt vet lint unit cross

# What pages are tested with: a browser, and axe-core and the Nu HTML checker, which npm fetches and Java runs.
tools:
	@missing=; for tool in chromium:chromium npm:npm java:default-jre-headless; do \
	  command -v $${tool%:*} >/dev/null || missing="$$missing $${tool#*:}"; done; \
	[ -z "$$missing" ] || { \
	  echo "installing$$missing for the tests of pages"; \
	  command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || sudo=sudo; $$sudo apt-get update -qq && $$sudo apt-get install -y -qq $$missing >/dev/null; }; \
	  for tool in chromium npm java; do command -v $$tool >/dev/null || { echo "the tests of pages need the command \"$$tool\": install it"; exit 1; }; done; }
	@cd generator/testdata/npm && { [ -f node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; }

fmt:
	@files=$$(gofmt -l cmd generator themes); if [ -n "$$files" ]; then echo "gofmt -w is needed for:"; echo "$$files"; exit 1; fi

vet:
	$(GO) vet ./...

lint:
	$(GO) tool staticcheck ./...

unit:
	$(GO) test -race ./...

cross:
	@for p in $(PLATFORMS); do echo "cross-compiling for $$p"; \
	  CGO_ENABLED=0 GOOS=$${p%/*} GOARCH=$${p#*/} $(GO) build -o /dev/null ./cmd/... || exit 1; done

# What takes minutes: thousands of random edits, each compared with a clean build; every page full of payloads in a browser.
soak:
	$(GO) test ./generator -run 'TestEdits$$' -edits 3000 -scale 290 -seed $${SEED:-$$(date +%s)} -timeout 120m -v
	$(GO) test ./generator -run 'TestInject' -every-payload -timeout 60m -v

# Static binaries to hand out, in dist/.
dist:
	@mkdir -p dist
	@for p in $(PLATFORMS); do os=$${p%/*}; arch=$${p#*/}; ext=; [ $$os = windows ] && ext=.exe; \
	  echo "dist/dateline-$$os-$$arch$$ext"; \
	  CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -ldflags "-s -w" -o dist/dateline-$$os-$$arch$$ext ./cmd/dateline || exit 1; done

bench:
	$(GO) run ./cmd/bench

clean:
	rm -rf dist public .dateline
