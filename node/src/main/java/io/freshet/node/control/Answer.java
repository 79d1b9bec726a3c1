package io.freshet.node.control;

/// What a question to a tracker came to.
public sealed interface Answer<T> {

  record Given<T>(T value) implements Answer<T> {}

  record Failed<T>(ControlFailure why) implements Answer<T> {}
}
