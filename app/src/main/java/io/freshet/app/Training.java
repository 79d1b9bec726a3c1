package io.freshet.app;

/// What the build runs once to learn which classes a start needs: they go into the AOT cache.
public final class Training {
  private Training() {}

  public static void main(String[] words) {
    Main.main(new String[] {"--version"});
  }
}
