package io.freshet.app.layering;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/// A rule of the house.
///
/// @param offenders names of classes below `io.freshet` that break it; several in one string break
///   it only together
record Rule(String name, ArchRule check, List<String> offenders) {
  @Override
  public String toString() {
    return name;
  }
}
