package io.freshet.sim.disk;

/// What happens to a disk besides what is asked of it. Called before each change and each read.
public interface Interference {

  /// Nothing.
  Interference NONE = new Peace();

  /// A call begins: it fails if this throws.
  void on(Call call, String path) throws DiskFault;

  /// Kinds of calls.
  enum Call {
    LOOK,
    READ,
    WRITE,
    RESIZE,
    SYNC,
    NAME,
    SYNC_FOLDER
  }

  /// Lets everything pass.
  final class Peace implements Interference {
    private Peace() {}

    @Override
    public void on(Call call, String path) {}
  }
}
