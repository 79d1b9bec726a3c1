package io.freshet.node.transfer;

/// Is told what fetches bring, from the threads that receive and from those that call
/// [PieceClient]: must not block, and not call the client.
public interface FetchListener {

  /// All that is wanted of this extent is here and proven; told once for each extent, by the fetch
  /// that brought its end.
  void arrived(long request, int extent);

  /// The fetch is over; told exactly once, after everything else about it.
  void ended(long request, Outcome outcome);
}
