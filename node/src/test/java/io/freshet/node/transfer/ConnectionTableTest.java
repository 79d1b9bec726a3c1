package io.freshet.node.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who gives way where there is one place.
class ConnectionTableTest {
  private final List<AutoCloseable> open = new ArrayList<>();
  private Connection first;
  private Connection second;

  @BeforeEach
  void connect() throws IOException {
    first = accepted();
    second = accepted();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) one.close();
  }

  private Connection accepted() throws IOException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      open.add(SocketChannel.open(listener.getLocalAddress()));
      Connection connection = new Connection(listener.accept());
      open.add(connection);
      return connection;
    }
  }

  @Test
  void whoHasOnlyJustComeKeepsItsPlaceAndTheNextOneWaits() throws Exception {
    ConnectionTable table = new ConnectionTable(1, TimeUnit.HOURS.toNanos(1));
    assertTrue(table.admit(first));
    FutureTask<Boolean> admitted = new FutureTask<>(() -> table.admit(second));
    Thread waiting = Thread.ofPlatform().daemon().start(admitted);
    while (waiting.getState() != Thread.State.TIMED_WAITING && !admitted.isDone()) {
      Thread.onSpinWait();
    }
    assertFalse(admitted.isDone(), "there was no place for it yet");
    assertTrue(first.channel().isOpen());
    table.remove(first);
    assertTrue(admitted.get());
  }

  @Test
  void whoAsksNothingForTooLongGivesWay() throws Exception {
    ConnectionTable table = new ConnectionTable(1, 1);
    assertEquals(List.of(true, true), List.of(table.admit(first), table.admit(second)));
    assertFalse(first.channel().isOpen());
  }

  @Test
  void whoHasBegunAndIsIdleGivesWayAtOnce() throws Exception {
    ConnectionTable table = new ConnectionTable(1, TimeUnit.HOURS.toNanos(1));
    assertTrue(table.admit(first));
    first.working();
    first.waiting();
    assertTrue(table.admit(second));
    assertFalse(first.channel().isOpen());
  }

  @Test
  void whoIsBusyIsLeftAlone() throws Exception {
    ConnectionTable table = new ConnectionTable(1, 1);
    assertTrue(table.admit(first));
    first.working();
    assertFalse(table.admit(second));
    assertTrue(first.channel().isOpen());
  }
}
