package io.freshet.engine;

/// Sets of extents drawn as text, one character an extent.
public final class Pictures {
  private Pictures() {}

  /// The extents whose character is this one.
  public static ExtentSet where(char character, String picture) {
    ExtentSet set = ExtentSet.none(picture.length());
    for (int e = 0; e < picture.length(); e++) {
      if (picture.charAt(e) == character) {
        set.add(e);
      }
    }
    return set;
  }

  /// A picture with `#` for each member.
  public static String draw(ExtentSet set) {
    StringBuilder picture = new StringBuilder();
    for (int e = 0; e < set.capacity(); e++) {
      picture.append(set.has(e) ? '#' : '.');
    }
    return picture.toString();
  }

  /// A node whose name is this letter.
  public static NodeId node(char letter) {
    return new NodeId(letter);
  }

  public static char letter(NodeId node) {
    return (char) node.value();
  }
}
