package io.freshet.app.values;

import io.freshet.content.InfoHash;
import io.freshet.node.control.Address;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A `magnet:` link of a BitTorrent v2 release (BEP 53's form, with the SHA-256 multihash of BEP
/// 52).
///
/// @param name what people call it; empty when the link doesn't say
/// @param peers who has it, in the order of the link
public record MagnetLink(InfoHash infoHash, String name, List<Address> peers) {
  static final String SCHEME = "magnet:?";

  /// 0x12 is SHA-256, 0x20 its length in bytes.
  private static final String TOPIC = "urn:btmh:1220";

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  public MagnetLink {
    peers = List.copyOf(peers);
    if (peers.size() > Address.ALTERNATIVES_MAX) {
      throw new IllegalArgumentException(
          peers.size() + " peers in a magnet link: " + Address.ALTERNATIVES_MAX + " are the most");
    }
  }

  /// Reads `xt`, `dn` and `x.pe`; other keys are other programs' business.
  public static MagnetLink parse(String text) {
    if (!text.startsWith(SCHEME))
      throw new IllegalArgumentException("`" + text + "` is not a magnet link");
    String hash = "";
    String name = "";
    var peers = new ArrayList<Address>();
    for (String pair : text.substring(SCHEME.length()).split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0) continue;
      String value = decode(pair.substring(equals + 1));
      switch (pair.substring(0, equals)) {
        case "xt" ->
            hash =
                value.toLowerCase(Locale.ROOT).startsWith(TOPIC)
                    ? value.substring(TOPIC.length()).toLowerCase(Locale.ROOT)
                    : hash;
        case "dn" -> name = value;
        case "x.pe" -> peers.add(Address.parse(value));
        default -> {}
      }
    }
    if (!HASH.matcher(hash).matches()) {
      throw new IllegalArgumentException(
          "the magnet link has no `xt="
              + TOPIC
              + "…` with 64 hexadecimal digits: only BitTorrent v2 links name a release");
    }
    return new MagnetLink(InfoHash.parse(hash), name, peers);
  }

  private static String decode(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the magnet link has a broken % escape: `" + value + "`", e);
    }
  }

  @Override
  public String toString() {
    var text = new StringBuilder(SCHEME).append("xt=").append(TOPIC).append(infoHash.hex());
    if (!name.isEmpty())
      text.append("&dn=")
          .append(URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
    for (var peer : peers) text.append("&x.pe=").append(peer);
    return text.toString();
  }
}
