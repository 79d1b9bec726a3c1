package io.freshet.bench;

import java.nio.file.Path;

/// What Debian's nginx is told to serve a folder's files as fast as it can, without a log.
///
/// @param scratch where it keeps what it needs to run
/// @param listen an address and port, or a port
/// @param folder what it serves
public record NginxConfig(Path scratch, String listen, Path folder, int workers) {
  /// The configuration file's text.
  public String text() {
    return """
    daemon off;
    worker_processes %4$d;
    user root;
    pid %1$s/nginx.pid;
    error_log %1$s/error.log;
    events { worker_connections 512; }
    http {
      access_log off;
      sendfile on;
      tcp_nopush on;
      client_body_temp_path %1$s;
      proxy_temp_path %1$s;
      fastcgi_temp_path %1$s;
      uwsgi_temp_path %1$s;
      scgi_temp_path %1$s;
      server { listen %2$s; root %3$s; }
    }
    """
        .formatted(scratch, listen, folder, workers);
  }
}
