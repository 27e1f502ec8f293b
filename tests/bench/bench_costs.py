"""The simulation against a plain Python loop of the same maths: `python -m tests.bench.bench_costs`.

The loop runs the projection's own formulas draw by draw and adds the months up one by one, as a calculator
without arrays over draws would.
"""

import argparse
import statistics
import time

from components.costs import inputs_from, simulate
from components.costs.distributions import draw
from components.costs.gates import feasible_approaches
from components.costs.inputs import CostInputs
from components.costs.projection import split
from components.costs.setting import central_setting, spreads

GOAL_S = 1.0


def main() -> int:
    """Print both times and their ratio; 1 when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=10_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--loop-draws", type=int, default=300)
    options = parser.parse_args()
    inputs = inputs_from({"horizon_months": options.months})
    approaches = feasible_approaches(inputs)
    simulate(inputs, 100, 0)
    times = [
        _timed(lambda seed=seed: simulate(inputs, options.draws, seed)) for seed in range(options.repeats)
    ]
    median = statistics.median(times)
    loop = _timed(lambda: _loop(inputs, options.loop_draws)) / options.loop_draws * options.draws
    print(f"{options.draws:,} draws x {len(approaches)} approaches x {options.months} months")
    print(
        f"vectorised   {median:8.3f} s  (median of {options.repeats}, {min(times):.3f} to {max(times):.3f})"
    )
    print(f"plain loop   {loop:8.1f} s  (from {options.loop_draws} draws)")
    print(f"ratio        {loop / median:8.0f}")
    return int(median > GOAL_S)


def _loop(inputs: CostInputs, draws: int) -> float:
    """One draw after the other, one month after the other, with Python numbers."""
    total = 0.0
    ranges = spreads(inputs)
    columns = {name: draw(spread, shape, draws, 0, name) for name, (spread, shape) in ranges.items()}
    approaches = feasible_approaches(inputs)
    for index in range(draws):
        one = inputs.model_copy(update={name: float(values[index]) for name, values in columns.items()})
        setting = central_setting(one)
        for approach in approaches:
            once, monthly = split(approach, setting)
            running = float(once)
            for usd in monthly.tolist():
                running += usd
            total += running
    return total


def _timed(action: object) -> float:
    start = time.perf_counter()
    action()  # type: ignore[operator]
    return time.perf_counter() - start


if __name__ == "__main__":
    raise SystemExit(main())
