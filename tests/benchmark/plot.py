# Copyright: (c) 2026, oncall.routing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The picture: seconds against number of objects, both axes logarithmic. The same result gives
the same bytes.
"""

from __future__ import annotations

COLORS = {
    "loop of uri": "#b2182b",
    "loop of our single module, as a module process": "#ef8a62",
    "loop of our single module": "#5aae61",
    "our plural module, as a module process": "#92c5de",
    "our plural module": "#2166ac",
    "bare requests": "#333333",
}
MARKERS = dict(zip(COLORS, "s^vDox"))


def draw(curves, path):
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    style = {
        "svg.hashsalt": "oncall.routing",
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "font.size": 10,
    }
    with plt.rc_context(style):
        figure, axes = plt.subplots(1, 2, figsize=(11, 5), sharey=True, layout="constrained")
        for scene, axis in zip(("in place", "all to be created"), axes):
            for label, points in curves[scene].items():
                sizes = sorted(map(int, points))
                axis.plot(
                    sizes,
                    [points[str(size)]["median"] for size in sizes],
                    label=label,
                    color=COLORS[label],
                    marker=MARKERS[label],
                    linestyle="--" if label == "bare requests" else "-",
                    linewidth=1.6,
                    markersize=5,
                )
            axis.set(
                xscale="log",
                yscale="log",
                title=f"Everything {scene}" if scene == "in place" else scene.capitalize(),
                xlabel="objects",
            )
            axis.grid(True, which="major", linewidth=0.4)
        axes[0].set_ylabel(f"seconds, at {curves['latency_ms']} ms latency")
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False)
        figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(figure)
    # matplotlib leaves blanks at the ends of lines
    text = path.read_text(encoding="utf-8")
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8")
