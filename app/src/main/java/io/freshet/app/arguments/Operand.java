package io.freshet.app.arguments;

/// An argument of a command that is known by its place.
public record Operand<T>(Reading<T> reading, String help, Need need) {

  /// Must it be there? Optional ones come last.
  public enum Need {
    REQUIRED,
    OPTIONAL
  }

  public Operand(Reading<T> reading, String help) {
    this(reading, help, Need.REQUIRED);
  }

  // Operands are constants, compared as options are, and for the same reason.
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return help.hashCode();
  }

  public Operand<T> optional() {
    return new Operand<>(reading, help, Need.OPTIONAL);
  }

  String placeholder() {
    return need == Need.REQUIRED ? reading.placeholder() : "[" + reading.placeholder() + "]";
  }
}
