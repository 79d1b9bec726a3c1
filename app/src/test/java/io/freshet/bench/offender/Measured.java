package io.freshet.bench.offender;

/// Something of bench for an app that must not know it.
public record Measured() {}
