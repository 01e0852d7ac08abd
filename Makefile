# "make test" is all that a change must pass. It sets up what it needs: Go fetches modules and tools by itself.

GO ?= go
PLATFORMS = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: build test fmt vet lint unit cross dist bench clean

build:
	$(GO) build -o dist/dateline ./cmd/dateline

test: fmt vet lint unit cross

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
