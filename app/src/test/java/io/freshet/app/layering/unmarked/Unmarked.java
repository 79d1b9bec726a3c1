package io.freshet.app.layering.unmarked;

/// A class whose package has no package-info.java, on purpose.
public record Unmarked() {}
