package dev.sallyport.bootstrap.browser;

import java.net.URI;

/// Somebody's browser: tabs that share cookies, storage, locks and channels.
public final class Profile implements AutoCloseable {

  private final DevTools devTools;
  private final String id;

  Profile(DevTools devTools) {
    this.devTools = devTools;
    this.id = devTools.send("Target.createBrowserContext").get("browserContextId").textValue();
  }

  /// A new tab, which has loaded this page.
  public Tab open(URI url) {
    return open(url, "");
  }

  /// A new tab, which has loaded this page.
  ///
  /// @param first a script that runs before those of each of its pages
  Tab open(URI url, String first) {
    String target =
        devTools
            .send("Target.createTarget", "url", "about:blank", "browserContextId", id)
            .get("targetId")
            .textValue();
    var tab = new Tab(devTools, target);
    tab.send("Page.addScriptToEvaluateOnNewDocument", "source", first);
    tab.go(url);
    return tab;
  }

  @Override
  public void close() {
    devTools.send("Target.disposeBrowserContext", "browserContextId", id);
  }
}
