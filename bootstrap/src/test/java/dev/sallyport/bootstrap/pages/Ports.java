package dev.sallyport.bootstrap.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The ports that pages name, each of which is a free one here: somebody else may be at theirs.
final class Ports {

  private static final int[] NAMED = {8080, 9090, 7070, 8000, 8443};

  private final Map<String, String> real = new HashMap<>();
  private final Map<String, String> named = new HashMap<>();

  Ports() {
    // All are held at once, so that no two are the same.
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int port : NAMED) {
        var socket = new ServerSocket(0);
        held.add(socket);
        real.put(Integer.toString(port), Integer.toString(socket.getLocalPort()));
        named.put(Integer.toString(socket.getLocalPort()), Integer.toString(port));
      }
      for (ServerSocket socket : held) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a page says, with the ports of this machine.
  String here(String text) {
    return replaced(text, real);
  }

  /// What was printed here, with the ports of the page.
  String onThePage(String text) {
    return replaced(text, named);
  }

  private static String replaced(String text, Map<String, String> ports) {
    return Pattern.compile("\\b(?:" + String.join("|", ports.keySet()) + ")\\b")
        .matcher(text)
        .replaceAll(port -> ports.get(port.group()));
  }
}
