package io.freshet.node.control;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLSession;

/// An engine that knows ALPN and does nothing: see [DeferredTls].
final class UnusedEngine extends SSLEngine {

  @Override
  public String getApplicationProtocol() {
    return "";
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("this engine is to be looked at only");
  }

  @Override
  public SSLEngineResult wrap(ByteBuffer[] from, int offset, int length, ByteBuffer to) {
    throw unused();
  }

  @Override
  public SSLEngineResult unwrap(ByteBuffer from, ByteBuffer[] to, int offset, int length) {
    throw unused();
  }

  @Override
  public Runnable getDelegatedTask() {
    throw unused();
  }

  @Override
  public void closeInbound() {
    throw unused();
  }

  @Override
  public boolean isInboundDone() {
    throw unused();
  }

  @Override
  public void closeOutbound() {
    throw unused();
  }

  @Override
  public boolean isOutboundDone() {
    throw unused();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    throw unused();
  }

  @Override
  public String[] getEnabledCipherSuites() {
    throw unused();
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {
    throw unused();
  }

  @Override
  public String[] getSupportedProtocols() {
    throw unused();
  }

  @Override
  public String[] getEnabledProtocols() {
    throw unused();
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {
    throw unused();
  }

  @Override
  public SSLSession getSession() {
    throw unused();
  }

  @Override
  public void beginHandshake() {
    throw unused();
  }

  @Override
  public HandshakeStatus getHandshakeStatus() {
    throw unused();
  }

  @Override
  public void setUseClientMode(boolean mode) {
    throw unused();
  }

  @Override
  public boolean getUseClientMode() {
    throw unused();
  }

  @Override
  public void setNeedClientAuth(boolean need) {
    throw unused();
  }

  @Override
  public boolean getNeedClientAuth() {
    throw unused();
  }

  @Override
  public void setWantClientAuth(boolean want) {
    throw unused();
  }

  @Override
  public boolean getWantClientAuth() {
    throw unused();
  }

  @Override
  public void setEnableSessionCreation(boolean flag) {
    throw unused();
  }

  @Override
  public boolean getEnableSessionCreation() {
    throw unused();
  }
}
