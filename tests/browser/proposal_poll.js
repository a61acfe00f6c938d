// Poll job progress every 2 seconds
function pollJobProgress(jobRunId) {
  const interval = setInterval(async () => {
    const response = await fetch(`/api/v1/jobs/runs/${jobRunId}/progress`);
    const data = await response.json();
    
    updateProgressUI(data);
    
    if (data.status !== 'running') {
      clearInterval(interval);
    }
  }, 2000);
}
