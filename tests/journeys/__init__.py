"""Journeys through the running desk in a real browser."""

from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
