@echo off
rem Sets Readlist up on this Windows machine, when that is needed, and starts it.
rem The same words as for run.sh: run.cmd, run.cmd import PAGES..., run.cmd test [ARGS]
rem Needs Python 3.11 to 3.14 with its launcher "py", as the installer from python.org brings it.
where py >nul 2>nul
if errorlevel 1 (
  echo readlist: Python was not found. Please install Python 3.13 and start again. 1>&2
  exit /b 1
)
py -3 "%~dp0bootstrap.py" %*
exit /b %errorlevel%
