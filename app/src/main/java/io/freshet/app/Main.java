package io.freshet.app;

/// The program: finds the command that was asked for and runs it.
public final class Main {
  private Main() {}

  public static void main(String[] words) {
    System.out.println("freshet " + Main.class.getPackage().getImplementationVersion());
  }
}
