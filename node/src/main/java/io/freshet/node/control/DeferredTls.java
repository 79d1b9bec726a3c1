package io.freshet.node.control;

import java.security.GeneralSecurityException;
import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// The JDK's default TLS, set up when somebody uses it and not before.
///
/// grpc-okhttp looks once, even when all it will do is in clear, whether the JDK's TLS knows ALPN:
/// it sets the default context up and has it make an engine. So it is shown a context that becomes
/// the real one on first use, and an engine that is never used. That takes a node's first round
/// trip to its tracker, process and all, from 206 to 144 ms of CPU (ADR 6).
final class DeferredTls extends SSLContextSpi {

  private static final String REAL = "SunJSSE";
  private static final Provider PROVIDER = new Deferring();

  /// The class of grpc-okhttp that looks when it is initialised. When one day it is another, all
  /// works as before, only slower; a test will tell.
  private static final String LOOKING = "io.grpc.okhttp.internal.Platform";

  /// Is grpc-okhttp looking right now?
  private static volatile boolean looking;

  private static boolean installed;

  private final String protocol;
  private KeyManager @Nullable [] keys;
  private TrustManager @Nullable [] trust;
  private @Nullable SecureRandom random;
  private @Nullable SSLContext real;

  private DeferredTls(String protocol) {
    this.protocol = protocol;
  }

  /// Puts the deferred context in the default one's place and has grpc-okhttp look at it. Done
  /// once; to be called before the first channel is made.
  static synchronized void install() {
    if (installed) {
      return;
    }
    installed = true;
    SSLContext.setDefault(
        new SSLContext(new DeferredTls("Default"), PROVIDER, "Default") {
          // Its constructor is for subclasses only.
        });
    looking = true;
    try {
      Class.forName(LOOKING);
    } catch (ClassNotFoundException e) {
      // Then it will look at the real one.
    } finally {
      looking = false;
    }
  }

  /// Makes a context of this kind for whoever asks the provider of the default one for another.
  private static final class Deferring extends Provider {
    private static final long serialVersionUID = 1L;

    Deferring() {
      super("DeferredTls", "1", "TLS of " + REAL + ", set up on first use");
      putService(
          new Service(this, "SSLContext", "TLS", DeferredTls.class.getName(), null, null) {
            @Override
            public Object newInstance(@Nullable Object parameter) {
              return new DeferredTls("TLS");
            }
          });
    }
  }

  @Override
  protected void engineInit(
      KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
      throws KeyManagementException {
    this.keys = keys;
    this.trust = trust;
    this.random = random;
    real = null;
  }

  private synchronized SSLContext real() {
    SSLContext known = real;
    if (known == null) {
      try {
        known = SSLContext.getInstance(protocol, REAL);
        if (!protocol.equals("Default")) {
          known.init(keys, trust, random);
        }
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("the JDK's TLS cannot be set up", e);
      }
      real = known;
    }
    return known;
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    return looking ? new UnusedEngine() : real().createSSLEngine();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    return real().createSSLEngine(host, port);
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    return real().getSocketFactory();
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    return real().getServerSocketFactory();
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    return real().getServerSessionContext();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    return real().getClientSessionContext();
  }
}
