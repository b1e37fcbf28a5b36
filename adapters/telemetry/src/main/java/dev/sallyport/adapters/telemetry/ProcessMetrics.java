package dev.sallyport.adapters.telemetry;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.ToLongFunction;

/// What every program on a JVM has, by the names that ready-made dashboards know.
public final class ProcessMetrics {

  private static final double MILLIS = 1e3;
  private static final double NANOS = 1e9;

  private ProcessMetrics() {}

  /// Adds them.
  ///
  /// @param version of this program
  public static void addTo(Metrics metrics, String version) {
    var runtime = ManagementFactory.getRuntimeMXBean();
    var memory = ManagementFactory.getMemoryMXBean();
    var threads = ManagementFactory.getThreadMXBean();
    metrics.constant("sallyport_version", "Always 1; which version runs.", "version", version);
    metrics.constant(
        "sallyport_java_version",
        "Always 1; on which Java it runs.",
        "version",
        Runtime.version().toString());
    metrics.gauge(
        "process_start_time_seconds",
        "When the process started, in seconds since 1970.",
        () -> runtime.getStartTime() / MILLIS);
    metrics.gauge(
        "jvm_memory_heap_used_bytes",
        "Heap in use, what is garbage already included.",
        () -> memory.getHeapMemoryUsage().getUsed());
    metrics.gauge(
        "jvm_memory_heap_max_bytes",
        "The most that the heap may grow to.",
        () -> memory.getHeapMemoryUsage().getMax());
    metrics.gauge(
        "jvm_memory_nonheap_used_bytes",
        "What the JVM uses besides the heap, as far as it tells.",
        () -> memory.getNonHeapMemoryUsage().getUsed());
    metrics.gauge(
        "jvm_threads_current", "Threads, platform threads only.", threads::getThreadCount);
    metrics.counter(
        "jvm_gc_collections",
        "Garbage collections, of all collectors.",
        () -> sum(GarbageCollectorMXBean::getCollectionCount));
    metrics.seconds(
        "jvm_gc_collection_seconds",
        "Time spent in garbage collections.",
        () -> sum(GarbageCollectorMXBean::getCollectionTime) / MILLIS);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      metrics.seconds(
          "process_cpu_seconds",
          "Time that the process has had of the processors.",
          () -> system.getProcessCpuTime() / NANOS);
      metrics.gauge(
          "process_open_fds",
          "Files and sockets that are open.",
          system::getOpenFileDescriptorCount);
      metrics.gauge(
          "process_max_fds",
          "The most files and sockets that may be open.",
          system::getMaxFileDescriptorCount);
    }
  }

  private static long sum(ToLongFunction<GarbageCollectorMXBean> of) {
    return ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong(of).sum();
  }
}
