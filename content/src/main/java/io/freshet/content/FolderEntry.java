package io.freshet.content;

/// One folder that a manifest lists: an empty one or, with kept attributes, any.
///
/// @param path relative to the release, components joined by `/`; empty for the release's own
///   folder
public record FolderEntry(String path, Attributes attributes) {}
