package io.freshet.bench.lab;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Results as a picture, SVG: for each case a bar for each contender, as long as its share of the
/// ideal.
final class LabChart {
  private static final int LABEL_WIDTH = 130;
  private static final int BAR_WIDTH = 500;
  private static final int BAR_HEIGHT = 18;
  private static final int LINE_HEIGHT = 24;
  private static final int NUMBER_WIDTH = 190;
  private static final int WIDTH = LABEL_WIDTH + BAR_WIDTH + NUMBER_WIDTH;
  private static final String OURS = "#1b6e8c";
  private static final String OTHERS = "#b9b4a7";

  private final XMLStreamWriter xml;
  private int y = LINE_HEIGHT;

  private LabChart(XMLStreamWriter xml) {
    this.xml = xml;
  }

  static String svg(List<LabResult> results) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      new LabChart(xml).draw(results);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("a text takes everything", e);
    }
    return text.toString();
  }

  private void draw(List<LabResult> results) throws XMLStreamException {
    long cases = results.stream().map(LabResult::work).distinct().count();
    long height = LINE_HEIGHT * (results.size() + 2 * cases + 1);
    xml.writeStartElement("svg");
    xml.writeDefaultNamespace("http://www.w3.org/2000/svg");
    xml.writeAttribute("viewBox", "0 0 " + WIDTH + " " + height);
    xml.writeAttribute("font-family", "sans-serif");
    xml.writeAttribute("font-size", "13");
    rectangle(0, 0, WIDTH, height, "#ffffff");
    String before = "";
    for (LabResult result : results) {
      if (!result.work().name().equals(before)) {
        before = result.work().name();
        y += LINE_HEIGHT;
        words(4, "bold", result.work().name() + ": " + result.work().inWords());
        y += LINE_HEIGHT;
      }
      bar(result);
      y += LINE_HEIGHT;
    }
    xml.writeEndElement();
  }

  private void bar(LabResult result) throws XMLStreamException {
    double share = Math.clamp(result.ofIdeal(), 0, 1);
    words(4, "normal", result.contender());
    int top = y - BAR_HEIGHT + 4;
    rectangle(LABEL_WIDTH, top, BAR_WIDTH, BAR_HEIGHT, "#f1efe9");
    String colour = result.contender().equals("freshet") ? OURS : OTHERS;
    rectangle(LABEL_WIDTH, top, Math.round(share * BAR_WIDTH), BAR_HEIGHT, colour);
    words(
        LABEL_WIDTH + BAR_WIDTH + 8,
        "normal",
        String.format(
            Locale.ROOT,
            "%.3f · %.2f s · origin %.2f x",
            result.ofIdeal(),
            result.lastSeconds(),
            result.originCopies()));
  }

  private void rectangle(long x, long top, long width, long height, String colour)
      throws XMLStreamException {
    xml.writeEmptyElement("rect");
    xml.writeAttribute("x", Long.toString(x));
    xml.writeAttribute("y", Long.toString(top));
    xml.writeAttribute("width", Long.toString(width));
    xml.writeAttribute("height", Long.toString(height));
    xml.writeAttribute("fill", colour);
  }

  private void words(int x, String weight, String text) throws XMLStreamException {
    xml.writeStartElement("text");
    xml.writeAttribute("x", Integer.toString(x));
    xml.writeAttribute("y", Integer.toString(y));
    xml.writeAttribute("font-weight", weight);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }
}
