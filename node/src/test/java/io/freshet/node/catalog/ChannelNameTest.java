package io.freshet.node.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChannelNameTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "llama-70b", "v1.2_x+y", "7", "日本", "Größe", "हिन्दी"})
  void namesOfAnyScriptAreTaken(String name) {
    assertEquals(name, new ChannelName(name).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", ".", "-x", "_x", "a/b", "a@v1", "a b", "a\n", "a\0", "\u0301a", "a\u202e", "a?"
      })
  void othersAreRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> new ChannelName(name));
  }

  @Test
  void theRefusalNamesWhatIsWrong() {
    var refusal =
        assertThrows(IllegalArgumentException.class, () -> new ChannelName("models/llama"));
    assertTrue(String.valueOf(refusal.getMessage()).endsWith("only, not /"), refusal.getMessage());
    refusal = assertThrows(IllegalArgumentException.class, () -> new ChannelName("a b"));
    assertTrue(String.valueOf(refusal.getMessage()).endsWith("not U+000020"), refusal.getMessage());
  }

  @Test
  void theLimitIsInBytes() {
    assertEquals(128, new ChannelName("x".repeat(128)).text().length());
    assertThrows(IllegalArgumentException.class, () -> new ChannelName("x".repeat(129)));
    assertThrows(IllegalArgumentException.class, () -> new ChannelName("本".repeat(43)));
  }

  @Test
  void oneNameInTwoSpellingsIsOneChannel() {
    assertEquals(new ChannelName("Gr\u00f6\u00dfe"), new ChannelName("Gro\u0308\u00dfe"));
  }
}
