# "make test" is all that a change must pass. It sets up what it needs: Go fetches modules and tools by itself.

GO ?= go
PLATFORMS = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: build test tools verify fmt vet lint unit cross soak fuzz reproducible dist bench bench-once bench-compare clean

build:
	$(GO) build -o dist/dateline ./cmd/dateline

test: tools verify fmt vet lint unit bench-once cross

# What pages are tested with: a browser, and axe-core and the Nu HTML checker, which npm fetches and Java runs.
tools:
	@missing=; for tool in chromium:chromium npm:npm java:default-jre-headless; do \
	  command -v $${tool%:*} >/dev/null || missing="$$missing $${tool#*:}"; done; \
	[ -z "$$missing" ] || { \
	  echo "installing$$missing for the tests of pages"; \
	  command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || sudo=sudo; $$sudo apt-get update -qq && $$sudo apt-get install -y -qq $$missing >/dev/null; }; \
	  for tool in chromium npm java; do command -v $$tool >/dev/null || { echo "the tests of pages need the command \"$$tool\": install it"; exit 1; }; done; }
	@cd generator/testdata/npm && { [ -f node_modules/.package-lock.json ] && [ ! package-lock.json -nt node_modules/.package-lock.json ] || npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; }

# That the modules which are used are those whose sums stand in go.sum.
verify:
	@$(GO) mod verify

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

# What takes hours: builds as on 20 machines; thousands of random edits, each compared with a clean build; builds that are killed, files that
# change or vanish while they are read, calls of the file system that fail; naughty strings, each in every place; every page full of
# payloads in a browser; every fuzz target; binaries made twice.
soak:
	$(GO) test ./generator -run 'TestSameBytes$$' -builds 20 -timeout 60m -v
	$(GO) test ./generator -run 'TestEdits$$' -edits 3000 -scale 290 -seed $${SEED:-$$(date +%s)} -timeout 120m -v
	$(GO) test ./generator -run 'TestKills$$|TestWriterRaces$$|TestTwoAtOnce$$' -kills 300 -swaps 500 -seed $${SEED:-$$(date +%s)} -timeout 60m -v
	$(GO) test ./generator/output -run 'TestFaults$$' -all -timeout 30m
	$(GO) test ./generator -run 'TestNaughty' -every -timeout 30m -v
	$(GO) test ./generator -run 'TestInject' -every-payload -timeout 60m -v
	$(MAKE) fuzz
	$(MAKE) reproducible

# Every fuzz target in turn, FUZZTIME each. What one finds is left in testdata/fuzz of its package, where "go test" tries it from then on.
FUZZTIME = 30s
fuzz:
	@targets=$$($(GO) test -list '^Fuzz' ./... | awk '/^Fuzz/ { names = names " " $$1 } /^ok/ { $$0 = $$2 names; for (i = 2; i <= NF; i++) print $$1 "," $$i; names = "" }') && \
	[ -n "$$targets" ] && failed= && for t in $$targets; do p=$${t%,*}; f=$${t#*,}; echo "$$p $$f"; \
	  $(GO) test $$p -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x || failed="$$failed $$f"; done; \
	[ -n "$$targets" ] && [ -z "$$failed" ] || { echo "failed:$$failed"; exit 1; }

# Static binaries to hand out, in dist/, with the licences of all that is in them. The version is that of the commit: Go takes it from git.
dist:
	@mkdir -p dist
	@for p in $(PLATFORMS); do os=$${p%/*}; arch=$${p#*/}; ext=; [ $$os = windows ] && ext=.exe; \
	  echo "dist/dateline-$$os-$$arch$$ext"; \
	  CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch $(GO) build -trimpath -buildvcs=auto -ldflags "-s -w" -o dist/dateline-$$os-$$arch$$ext ./cmd/dateline || exit 1; done
	@modules=$$(for p in $(PLATFORMS); do CGO_ENABLED=0 GOOS=$${p%/*} $(GO) list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}}={{.Dir}}{{end}}{{end}}' ./cmd/dateline || exit 1; done | LC_ALL=C sort -u) && \
	{ cat LICENSE; for m in go=$$($(GO) env GOROOT) $$modules idiomorph=generator/preview/refresh/idiomorph; do \
	  printf '\n\n---- %s\n\n' "$${m%%=*}"; find "$${m#*=}/" -maxdepth 1 -type f \( -name 'LICEN[CS]E*' -o -name 'COPYING*' -o -name 'NOTICE*' \) | LC_ALL=C sort | while read -r f; do cat "$$f"; done; done; \
	  printf '\n\n---- Source Serif 4\n\n'; cat themes/default/static/fonts/OFL.txt; } > dist/LICENCES.txt && echo dist/LICENCES.txt

# The last commit makes the same binaries wherever they are made: cloned into two folders, with caches, modules, time zone, language and
# number of cores of its own for each.
reproducible:
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && modules=$$($(GO) env GOMODCACHE) && \
	git clone -q . "$$dir/one" && git clone -q . "$$dir/another/place/two" && ln -s "$$modules" "$$dir/modules" && \
	GOCACHE="$$dir/first" $(MAKE) -s -C "$$dir/one" dist && \
	GOCACHE="$$dir/second" GOMODCACHE="$$dir/modules" TZ=Pacific/Auckland LC_ALL=C GOMAXPROCS=1 $(MAKE) -s -C "$$dir/another/place/two" dist && \
	(cd "$$dir/one/dist" && sha256sum *) | tee "$$dir/sums" && (cd "$$dir/another/place/two/dist" && sha256sum -c --quiet "$$dir/sums") && echo "the same twice"

bench:
	$(GO) run ./cmd/bench

# The packages that have Go benchmarks.
BENCHMARKED = $(patsubst %/,./%,$(sort $(dir $(shell grep -rl '^func Benchmark' --include='*_test.go' cmd generator themes))))
BENCHMARKS = test -vet=off -run '^$$' -bench .

# Each benchmark once, so that all of them go on to work.
bench-once:
	@out=$$($(GO) $(BENCHMARKS) -benchtime 1x $(BENCHMARKED)) || { echo "$$out"; exit 1; }

# What the commit BASE and the working tree take for the Go benchmarks, and whether the difference is more than chance: COUNT runs of each, in
# turn, so that what else the machine does falls on both. A run takes less than two minutes.
BASE = HEAD~1
COUNT = 6
bench-compare:
	@dir=$$(mktemp -d) && trap 'git worktree remove --force "$$dir/base" 2>/dev/null; rm -rf "$$dir"' EXIT && trap 'exit 1' HUP INT TERM && \
	git worktree add --quiet --detach "$$dir/base" "$(BASE)" && \
	packages= && for p in $(BENCHMARKED); do \
	  if grep -qs '^func Benchmark' "$$dir/base/$$p"/*_test.go; then packages="$$packages $$p"; else echo "$(BASE) has no benchmarks in $$p: left out"; fi; done && \
	if [ -z "$$packages" ]; then echo "$(BASE) has no benchmarks, so there is nothing to compare with"; exit 1; fi && \
	run() { $(GO) -C "$$1" $(BENCHMARKS) $$packages > "$$dir/run" || { cat "$$dir/run"; return 1; }; cat "$$dir/run" >> "$$2"; } && \
	for i in $$(seq $(COUNT)); do echo "run $$i of $(COUNT)"; run "$$dir/base" "$$dir/before" && run . "$$dir/after" || exit 1; done && \
	$(GO) tool benchstat "$(BASE)=$$dir/before" "working tree=$$dir/after"

clean:
	rm -rf dist public .dateline
