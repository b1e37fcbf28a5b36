package dev.sallyport.adapters.http;

import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/// Jetty's connections of HTTP/1.1, each with a [RepeatedLineParser].
final class HttpConnections extends HttpConnectionFactory {

  HttpConnections(HttpConfiguration configuration) {
    super(configuration);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    var connection = new Http1(getHttpConfiguration(), connector, endPoint);
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
  }

  /// Without fields: its methods are called by the constructor of Jetty's class.
  private static final class Http1 extends HttpConnection {

    Http1(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
      super(configuration, connector, endPoint);
    }

    @Override
    protected HttpParser newHttpParser(HttpCompliance compliance) {
      HttpConfiguration configuration = getHttpConfiguration();
      // Only Jetty's own parser knows the handler that Jetty made.
      if (!(super.newHttpParser(compliance).getHandler()
          instanceof HttpParser.RequestHandler handler)) {
        throw new IllegalStateException("a connection of a server parses requests");
      }
      var parser =
          new RepeatedLineParser(handler, configuration.getRequestHeaderSize(), compliance);
      parser.setHeaderCacheSize(configuration.getHeaderCacheSize());
      parser.setHeaderCacheCaseSensitive(configuration.isHeaderCacheCaseSensitive());
      return parser;
    }

    @Override
    protected RequestHandler newRequestHandler() {
      return new RequestHandler() {
        @Override
        public void parsedHeader(HttpField field) {
          if (getParser() instanceof RepeatedLineParser parser) {
            parser.parsed(field);
          }
          super.parsedHeader(field);
        }
      };
    }
  }
}
