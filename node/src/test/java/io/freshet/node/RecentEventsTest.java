package io.freshet.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.freshet.content.Hash;
import io.freshet.content.InfoHash;
import io.freshet.node.control.SessionEvent;
import org.junit.jupiter.api.Test;

/// A tracker that says very much, to somebody who listens to nothing.
class RecentEventsTest {

  private static SessionEvent event(int number) {
    return new SessionEvent.NoSwarm(new InfoHash(new Hash(0, 0, 0, number)));
  }

  @Test
  void ofTooMuchTheLatestIsKept() throws Exception {
    RecentEvents events = new RecentEvents();
    for (int i = 0; i < RecentEvents.EVENTS_MAX + 10; i++) {
      events.add(event(i));
    }
    for (int i = 10; i < RecentEvents.EVENTS_MAX + 10; i++) {
      assertEquals(event(i), events.take());
    }
    assertTrue(events.isEmpty());
  }
}
