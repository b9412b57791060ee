# Two commands matter: `make demo` and `make test`. This file owns the flags of the shipped library and the install layout;
# anything longer than a few lines is a script of its own.

VERSION := 1.0.0
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
DESTDIR ?=

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
# Targets share Swift's build folder; each of them uses the cores it finds.
.NOTPARALLEL:

ROOT := $(CURDIR)
BUILD := build
# Overridable, so that a workplace may keep Swift's products elsewhere.
SCRATCH ?= .build
LIBRARY := $(BUILD)/lib/libalbert.so.$(VERSION)
VENV := $(BUILD)/venv
MODEL := Sources/AlbertBundledModel/albert-mini

# DESIGN.md 2: the Swift runtime linked in, one version node, never unloaded (its threads may outlive a dlclose), and no
# path to anybody's toolchain. Sections nobody refers to are dropped, and of
# functions with the same code, whose addresses nobody compares, one is kept.
# Exclusive access is checked by the compiler where it can be; its checks at run time would end the host's process, and cost.
LINK := --disable-local-rpath -Xswiftc -static-stdlib -Xswiftc -no-toolchain-stdlib-rpath \
	-Xswiftc -enforce-exclusivity=unchecked \
	$(foreach flag,--version-script=$(ROOT)/$(BUILD)/static/exports.map \
	-soname=libalbert.so.1 -z nodelete -z relro -z now --gc-sections --icf=safe,-Xlinker $(flag))
SWIFT_BUILD := swift build --scratch-path $(SCRATCH) -c release

CC ?= cc
CFLAGS ?= -O2
DEMO_TEXT := The president of the United [MASK] signed the law.

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: lib
lib: setup-build ## build/lib/libalbert.so.1, its header and the bundled model
	@$(MAKE) --no-print-directory $(BUILD)/.laid-out

.PHONY: setup-build
setup-build:
	@bash scripts/setup.sh build

$(BUILD)/static/exports.map: Tests/CABI/exports.txt
	@mkdir -p $(@D)
	{ echo 'ALBERT_1 { global:'; sed -n 's/^albert_[a-z0-9_]*$$/&;/p' $<; echo 'local: *; };'; } >$@
	@rm -f $(SCRATCH)/release/libalbert.so # SwiftPM does not know this file: let it link again

.PHONY: FORCE
$(BUILD)/.laid-out: $(BUILD)/static/exports.map FORCE
	$(SWIFT_BUILD) --product albert $(LINK)
	@mkdir -p $(BUILD)/lib $(BUILD)/include $(BUILD)/share/albert/models
	@cmp -s $(SCRATCH)/release/libalbert.so $(BUILD)/static/unstripped.so || { \
		cp $(SCRATCH)/release/libalbert.so $(BUILD)/static/unstripped.so; \
		strip --strip-unneeded -o $(LIBRARY) $(BUILD)/static/unstripped.so; }
	@ln -sf libalbert.so.$(VERSION) $(BUILD)/lib/libalbert.so.1
	@ln -sf libalbert.so.1 $(BUILD)/lib/libalbert.so
	@ln -sfn $(ROOT)/include/albert.h $(BUILD)/include/albert.h
	@ln -sfn $(ROOT)/$(MODEL) $(BUILD)/share/albert/models/albert-mini
	@touch $@

.PHONY: demo
demo: lib ## fill a mask with the bundled model, from C and from Python
	@bash scripts/setup.sh demo
	@bash scripts/demo.sh $(BUILD) "$(DEMO_TEXT)"

.PHONY: test
test: lib ## every test: formats, layers, Swift, C ABI, hostile files, Python, an installed copy, other languages
	@bash scripts/setup.sh build demo test
	@VERSION=$(VERSION) SCRATCH=$(SCRATCH) bash scripts/run_tests.sh

.PHONY: test-asan
test-asan: setup-build ## the Swift and kernel tests under AddressSanitizer
	swift test --scratch-path $(SCRATCH)/asan --sanitize=address

.PHONY: test-tsan
test-tsan: lib ## the C programs that call from many threads, on a library under ThreadSanitizer
	@rm -f $(SCRATCH)/tsan/release/libalbert.so
	swift build --scratch-path $(SCRATCH)/tsan -c release --sanitize=thread --product albert $(LINK)
	bash scripts/test_tsan.sh $(SCRATCH)/tsan/release/libalbert.so $(BUILD)/include $(BUILD)/tsan

.PHONY: test-aarch64
test-aarch64: ## the kernels, the tokenizer's loops and their tests cross-compiled for aarch64 and run under qemu
	@bash scripts/setup.sh aarch64
	bash scripts/test_aarch64.sh $(BUILD)/aarch64

.PHONY: test-convert
test-convert: lib ## conversion and saving beside PyTorch, TensorFlow and transformers, in an environment of their own
	@bash scripts/setup.sh demo
	@bash scripts/setup_python.sh $(BUILD)/venv-convert scripts/requirements-test.txt
	@$(BUILD)/venv-convert/bin/python -m pip install --quiet 'torch==2.13.0+cpu' 2>/dev/null || true # else with CUDA, below
	@bash scripts/setup_python.sh $(BUILD)/venv-convert scripts/requirements-convert.txt
	ALBERT_LIBRARY=$(ROOT)/$(BUILD)/lib/libalbert.so.1 $(BUILD)/venv-convert/bin/python -m pip install --quiet \
		--disable-pip-version-check --no-build-isolation --force-reinstall --no-deps ./bindings/python
	cd bindings/python && $(ROOT)/$(BUILD)/venv-convert/bin/python -m pytest -q -p no:cacheprovider \
		tests/test_convert*.py tests/test_save.py

.PHONY: reference
reference: lib ## pages of albert.h (Doxygen) and of the Python package (pdoc) in build/reference; a warning is an error
	@bash scripts/setup.sh demo reference
	@bash scripts/setup_python.sh $(BUILD)/venv-reference scripts/requirements-reference.txt
	@ALBERT_LIBRARY=$(ROOT)/$(BUILD)/lib/libalbert.so.1 $(BUILD)/venv-reference/bin/python -m pip install --quiet \
		--disable-pip-version-check --no-build-isolation --force-reinstall --no-deps ./bindings/python
	@rm -rf $(BUILD)/reference
	@$(BUILD)/venv-reference/bin/python scripts/reference/make_pages.py $(BUILD)/reference

.PHONY: fuzz
fuzz: setup-build ## libFuzzer on every reader and the tokenizer; SECONDS_EACH=60
	SCRATCH=$(SCRATCH) bash Tests/Fuzz/run.sh $(or $(SECONDS_EACH),60)

.PHONY: install
install: ## library, header, pkg-config and CMake files, bundled model; PREFIX= LIBDIR= DESTDIR=
	@test -e $(LIBRARY) || $(MAKE) --no-print-directory lib
	@bash packaging/install.sh $(BUILD) $(VERSION) "$(PREFIX)" "$(LIBDIR)" "$(DESTDIR)"

BENCHMARKS := $(patsubst Benchmarks/%.c,$(BUILD)/bench/%,$(wildcard Benchmarks/*.c))
.PHONY: bench
bench: lib setup-venv $(BENCHMARKS) ## the numbers of docs/: start-up, encoder, tokenizer, kernels; MODEL_DIRECTORY= THREADS=
	@bash Benchmarks/run.sh $(BUILD)

.PHONY: bench-peers
bench-peers: lib setup-venv $(BUILD)/bench/first_answer $(BUILD)/bench/tokenizer ## beside PyTorch, ONNX Runtime, OpenVINO, other tokenizers, in one run; PARTS= PRECISIONS= …
	@bash Benchmarks/peers/run.sh $(BUILD)

# An environment with the library, torch and transformers.
define SETUP_FEATURES
	@bash scripts/setup.sh demo
	@bash scripts/setup_python.sh $(BUILD)/venv-features
	@$(BUILD)/venv-features/bin/python -m pip install --quiet 'torch==2.13.0+cpu' 2>/dev/null || true # else with CUDA, below
	@bash scripts/setup_python.sh $(BUILD)/venv-features scripts/requirements-features.txt
	@ALBERT_LIBRARY=$(ROOT)/$(BUILD)/lib/libalbert.so.1 $(BUILD)/venv-features/bin/python -m pip install --quiet \
		--disable-pip-version-check --no-build-isolation --force-reinstall --no-deps ./bindings/python
endef

.PHONY: bench-features
bench-features: lib ## one classifier on vectors of the library and of transformers; DATA=, with trec6 and sst2; SETS= THREADS=
	@test -d "$(DATA)" || { echo "bench-features: DATA '$(DATA)' is no directory; one with trec6 and sst2 is needed" >&2; exit 1; }
	$(SETUP_FEATURES)
	@$(BUILD)/venv-features/bin/python Benchmarks/frozen_features.py "$(DATA)" $(if $(SETS),--sets $(SETS)) \
		$(if $(THREADS),--threads $(THREADS))

.PHONY: bench-finetuning
bench-finetuning: lib ## the same fine-tuning by the library and by transformers; DATA=, with the sets; SETS= ENGINES= SEEDS= THREADS= MODEL_DIRECTORY=
	@test -d "$(DATA)" || { echo "bench-finetuning: DATA '$(DATA)' is no directory; one with the sets is needed" >&2; exit 1; }
	$(SETUP_FEATURES)
	@$(BUILD)/venv-features/bin/python Benchmarks/finetuning/compare.py "$(DATA)" $(if $(SETS),--sets $(SETS)) $(if $(ENGINES),--engines $(ENGINES)) \
		$(if $(SEEDS),--seeds $(SEEDS)) $(if $(THREADS),--threads $(THREADS)) $(if $(MODEL_DIRECTORY),--model "$(MODEL_DIRECTORY)") --json $(BUILD)/finetuning.json

# A benchmark of the library takes albert.h only; one of the kernels finds them, hidden in the library, in this archive.
$(BUILD)/bench/%: Benchmarks/%.c $(wildcard Benchmarks/*.h) $(BUILD)/bench/libkernels.a $(BUILD)/.laid-out
	$(CC) -std=gnu11 $(CFLAGS) -Wall -Wextra -IBenchmarks -I$(BUILD)/include -ISources/CAlbert/include $< \
		-o $@ -L$(BUILD)/lib -Wl,-rpath,'$$ORIGIN/../lib' -lalbert $(BUILD)/bench/libkernels.a -lm

KERNEL_SOURCES = $(shell find Sources/CAlbert/kernels Sources/CAlbert/dispatch -name '*.c' 2>/dev/null)
$(BUILD)/bench/libkernels.a: $(KERNEL_SOURCES) $(wildcard Sources/CAlbert/include/*.h)
	@rm -rf $(BUILD)/bench/objects $@ && mkdir -p $(BUILD)/bench/objects
	@number=0; for source in $(KERNEL_SOURCES); do number=$$((number + 1)); \
		clang -std=gnu11 -O2 -D_GNU_SOURCE -ISources/CAlbert/include -c $$source -o $(BUILD)/bench/objects/$$number.o; done
	ar rcs $@ $(BUILD)/bench/objects/*.o

.PHONY: format
format: setup-venv ## rewrite Swift and C sources in the project's form
	@bash scripts/check_formats.sh --rewrite

.PHONY: setup-venv
setup-venv:
	@bash scripts/setup.sh demo
	@bash scripts/setup_python.sh $(VENV) scripts/requirements-test.txt

.PHONY: clean
clean: ## remove everything that was built
	rm -rf $(BUILD) $(SCRATCH) bindings/python/build bindings/python/*.egg-info
