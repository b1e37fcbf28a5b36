package dev.sallyport.bootstrap.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sallyport.bootstrap.browser.DevTools.RefusedException;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A tab of a browser.
public final class Tab implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;

  private final DevTools devTools;
  private final String target;
  private final Optional<String> session;

  Tab(DevTools devTools, String target) {
    this.devTools = devTools;
    this.target = target;
    this.session =
        Optional.of(
            devTools
                .send("Target.attachToTarget", "targetId", target, "flatten", true)
                .get("sessionId")
                .textValue());
    send("Page.enable");
  }

  /// Sends a command of the DevTools protocol to this tab.
  ///
  /// @param parameters names and values by turns
  JsonNode send(String method, Object... parameters) {
    return devTools.send(session, method, parameters);
  }

  /// Loads a page, and waits until it is there.
  void go(URI url) {
    JsonNode navigated = send("Page.navigate", "url", url.toString());
    assertThat(navigated.has("errorText")).as("%s", navigated).isFalse();
    awaitLoaded();
  }

  /// Loads the page anew, as F5 does, and waits until it is there.
  public void reload() {
    eval("window.isOld = true");
    send("Page.reload");
    until("!window.isOld");
    awaitLoaded();
  }

  void awaitLoaded() {
    until("document.readyState === 'complete'");
  }

  /// What a JavaScript expression comes to; it may `await`.
  public JsonNode eval(String expression) {
    JsonNode answer =
        send(
            "Runtime.evaluate",
            "expression",
            "(async () => (" + expression + "))()",
            "awaitPromise",
            true,
            "returnByValue",
            true,
            "userGesture",
            true);
    assertThat(answer.has("exceptionDetails")).as("%s: %s", expression, answer).isFalse();
    return answer.get("result").path("value");
  }

  public String text(String expression) {
    return eval(expression).asText();
  }

  /// Like [#text], for what somebody else must do something about meanwhile.
  CompletableFuture<String> later(String expression) {
    return CompletableFuture.supplyAsync(() -> text(expression));
  }

  /// Waits until an expression is true, through whatever is loaded meanwhile.
  public void until(String expression) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!isTrue(expression)) {
      assertThat(System.nanoTime()).as("in time: %s", expression).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private boolean isTrue(String expression) {
    try {
      return send("Runtime.evaluate", "expression", "!!(" + expression + ")", "returnByValue", true)
          .get("result")
          .path("value")
          .booleanValue();
    } catch (RefusedException notNow) {
      return false; // between two pages
    }
  }

  /// Presses a key, such as `Tab` or `Enter`.
  public void press(String key) {
    String text = key.equals("Enter") ? "\r" : "";
    int code = key.equals("Enter") ? 13 : 9;
    for (String type : new String[] {text.isEmpty() ? "rawKeyDown" : "keyDown", "keyUp"}) {
      send(
          "Input.dispatchKeyEvent",
          "type",
          type,
          "key",
          key,
          "code",
          key,
          "text",
          type.equals("keyUp") ? "" : text,
          "windowsVirtualKeyCode",
          code);
    }
  }

  /// Types a text into what has the focus.
  public void type(String text) {
    send("Input.insertText", "text", text);
  }

  /// Closes it as people do, whatever is under way.
  @Override
  public void close() {
    devTools.send("Target.closeTarget", "targetId", target);
  }
}
